/// Certificates for the tests of adapters that speak TLS.
///
/// **Invariant**: nothing here trusts anything by itself; every test says whom it trusts.
@NullMarked
package io.chatcluster.tls;

import org.jspecify.annotations.NullMarked;
