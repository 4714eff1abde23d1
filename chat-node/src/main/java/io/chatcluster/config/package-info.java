/// What the environment says, read once and validated as a whole.
///
/// **Invariant**: a leaf; knows the names of variables and nothing of what they are for.
@NullMarked
package io.chatcluster.config;

import org.jspecify.annotations.NullMarked;
