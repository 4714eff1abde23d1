@NullMarked
package io.chatcluster.ops;

import org.jspecify.annotations.NullMarked;
