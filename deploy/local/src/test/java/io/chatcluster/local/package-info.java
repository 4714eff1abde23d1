/// The local cluster, its supervision and the load balancer, tried with real processes.
@NullMarked
package io.chatcluster.local;

import org.jspecify.annotations.NullMarked;
