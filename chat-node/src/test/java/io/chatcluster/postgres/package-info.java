@NullMarked
package io.chatcluster.postgres;

import org.jspecify.annotations.NullMarked;
