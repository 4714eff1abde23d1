@NullMarked
package io.chatcluster.redis;

import org.jspecify.annotations.NullMarked;
