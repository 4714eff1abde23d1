@NullMarked
package io.chatcluster.archive;

import org.jspecify.annotations.NullMarked;
