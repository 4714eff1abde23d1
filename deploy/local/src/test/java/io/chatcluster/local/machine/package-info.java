/// Ports, secrets and the cache, on the real machine.
@NullMarked
package io.chatcluster.local.machine;

import org.jspecify.annotations.NullMarked;
