/// The shipped load balancer, tried with a real nginx before stand-ins for nodes.
@NullMarked
package io.chatcluster.local.nginx;

import org.jspecify.annotations.NullMarked;
