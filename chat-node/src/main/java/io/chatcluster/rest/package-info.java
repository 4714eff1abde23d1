/// The HTTP API and the web page.
///
/// **Invariant**: nothing here is live; errors are RFC 9457 problem documents.
@NullMarked
package io.chatcluster.rest;

import org.jspecify.annotations.NullMarked;
