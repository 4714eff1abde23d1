/// The files of this tree that are not Java: scripts, pages, styles.
@NullMarked
package io.chatcluster.local.tree;

import org.jspecify.annotations.NullMarked;
