/// A real nginx with the shipped configuration.
///
/// **Invariant:** only what differs between sites is replaced: ports, paths, nodes and limits. What
/// is tested here is what runs in production. It listens on loopback only.
@NullMarked
package io.chatcluster.local.nginx;

import org.jspecify.annotations.NullMarked;
