@NullMarked
package io.chatcluster.loadtest.bench;

import org.jspecify.annotations.NullMarked;
