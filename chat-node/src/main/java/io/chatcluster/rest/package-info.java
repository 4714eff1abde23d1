/// The HTTP API and the web page.
///
/// **Invariant**: nothing that is live; what it says of errors is RFC 9457.
@NullMarked
package io.chatcluster.rest;

import org.jspecify.annotations.NullMarked;
