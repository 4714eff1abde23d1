/// What stands between a death and the next start.
@NullMarked
package io.chatcluster.local.process;

import org.jspecify.annotations.NullMarked;
