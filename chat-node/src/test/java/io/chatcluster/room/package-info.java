@NullMarked
package io.chatcluster.room;

import org.jspecify.annotations.NullMarked;
