/// The client against scripted nodes.
///
/// **Invariant**: every test drives the core frame by frame, in time that it makes up.
@NullMarked
package io.chatcluster.loadtest.client;

import org.jspecify.annotations.NullMarked;
