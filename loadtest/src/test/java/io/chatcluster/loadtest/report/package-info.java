/// Reports as JSON and as a page.
@NullMarked
package io.chatcluster.loadtest.report;

import org.jspecify.annotations.NullMarked;
