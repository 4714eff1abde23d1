/// Where the parts of the local cluster stand to each other.
@NullMarked
package io.chatcluster.local;

import org.jspecify.annotations.NullMarked;
