@NullMarked
package io.chatcluster.history;

import org.jspecify.annotations.NullMarked;
