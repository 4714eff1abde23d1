/// An independent client: load, fault and truth checks against a running cluster.
///
/// **Invariant**: it knows the documented protocol and none of the node's classes.
@NullMarked
package io.chatcluster.loadtest;

import org.jspecify.annotations.NullMarked;
