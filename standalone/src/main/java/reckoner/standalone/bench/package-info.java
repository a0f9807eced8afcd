/** Benchmarks: each figure beside its limit, measured in the same run. */
@NullMarked
package reckoner.standalone.bench;

import org.jspecify.annotations.NullMarked;
