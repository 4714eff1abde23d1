/// How the parts of a cluster find their ports.
@NullMarked
package io.chatcluster.local.cluster;

import org.jspecify.annotations.NullMarked;
