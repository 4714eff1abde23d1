/// What a load test has shown: a verdict, figures, courses over time, as JSON and as one HTML page.
///
/// **Invariant**: values and their pictures; nothing here measures or decides anything. The page
/// needs nothing but itself, runs no script, and escapes all text that it shows.
@NullMarked
package io.chatcluster.loadtest.report;

import org.jspecify.annotations.NullMarked;
