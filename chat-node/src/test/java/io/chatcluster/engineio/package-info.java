/// Tests of Engine.IO.
@NullMarked
package io.chatcluster.engineio;

import org.jspecify.annotations.NullMarked;
