@NullMarked
package io.chatcluster.protocol;

import org.jspecify.annotations.NullMarked;
