/// The command line against a stand-in for a cluster that can be told to misbehave.
@NullMarked
package io.chatcluster.loadtest.command;

import org.jspecify.annotations.NullMarked;
