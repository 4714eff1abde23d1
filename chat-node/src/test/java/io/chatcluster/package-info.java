@NullMarked
package io.chatcluster;

import org.jspecify.annotations.NullMarked;
