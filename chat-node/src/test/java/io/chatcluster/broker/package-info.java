@NullMarked
package io.chatcluster.broker;

import org.jspecify.annotations.NullMarked;
