/// What clients saw, and whether it keeps the delivery contract.
///
/// **Invariant**: [Checker] is pure; it reads histories and nothing else, and trusts no node.
@NullMarked
package io.chatcluster.loadtest.check;

import org.jspecify.annotations.NullMarked;
