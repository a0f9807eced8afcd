/** How results are shown: tables as text, charts as SVG. */
@NullMarked
package reckoner.standalone.print;

import org.jspecify.annotations.NullMarked;
