/// The local Redis, tried as a real process.
@NullMarked
package io.chatcluster.local.redis;

import org.jspecify.annotations.NullMarked;
