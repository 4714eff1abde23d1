/// Packs the web page while a node is built: one file instead of twenty, and compressed.
///
/// **Invariant**: nothing of it is in the product; the sources are ES modules that a browser runs.
@NullMarked
package io.chatcluster.pagebuild;

import org.jspecify.annotations.NullMarked;
