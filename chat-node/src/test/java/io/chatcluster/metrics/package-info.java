@NullMarked
package io.chatcluster.metrics;

import org.jspecify.annotations.NullMarked;
