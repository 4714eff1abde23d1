/// Addresses, tokens and limits of the load test.
@NullMarked
package io.chatcluster.loadtest.dial;

import org.jspecify.annotations.NullMarked;
