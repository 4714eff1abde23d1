/// What is packed runs as the modules did.
@NullMarked
package io.chatcluster.pagebuild;

import org.jspecify.annotations.NullMarked;
