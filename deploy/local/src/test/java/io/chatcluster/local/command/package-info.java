/// The commands as processes of their own, as `make` runs them.
@NullMarked
package io.chatcluster.local.command;

import org.jspecify.annotations.NullMarked;
