@NullMarked
package io.chatcluster.ws;

import org.jspecify.annotations.NullMarked;
