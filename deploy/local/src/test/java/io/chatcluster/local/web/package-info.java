/// The web client in a real browser, before a real cluster and before stand-ins.
@NullMarked
package io.chatcluster.local.web;

import org.jspecify.annotations.NullMarked;
