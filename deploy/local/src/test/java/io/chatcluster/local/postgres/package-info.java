/// The local PostgreSQL, tried as a real process.
@NullMarked
package io.chatcluster.local.postgres;

import org.jspecify.annotations.NullMarked;
