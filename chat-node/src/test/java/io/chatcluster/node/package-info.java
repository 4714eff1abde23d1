@NullMarked
package io.chatcluster.node;

import org.jspecify.annotations.NullMarked;
