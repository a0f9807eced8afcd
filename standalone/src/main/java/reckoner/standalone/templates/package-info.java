/** Templates for a person: their files, examples, prices of a volume, comparisons and charts. */
@NullMarked
package reckoner.standalone.templates;

import org.jspecify.annotations.NullMarked;
