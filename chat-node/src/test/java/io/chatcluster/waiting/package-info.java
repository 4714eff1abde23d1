/// How tests wait.
@NullMarked
package io.chatcluster.waiting;

import org.jspecify.annotations.NullMarked;
