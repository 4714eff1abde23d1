@NullMarked
package io.chatcluster.loadtest;

import org.jspecify.annotations.NullMarked;
