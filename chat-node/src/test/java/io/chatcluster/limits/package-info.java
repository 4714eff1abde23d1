/// Tests of the limits.
@NullMarked
package io.chatcluster.limits;

import org.jspecify.annotations.NullMarked;
