/// Checks of the files that deploy a cluster: rendered, parsed, and run by their own programs.
///
/// **Invariant**: nothing here is part of the product, and no check needs a container engine or a
/// Kubernetes cluster.
@NullMarked
package io.chatcluster.checks;

import org.jspecify.annotations.NullMarked;
