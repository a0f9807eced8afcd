/** Usage out of files into a rating service, through its published API. */
@NullMarked
package reckoner.standalone.usage;

import org.jspecify.annotations.NullMarked;
