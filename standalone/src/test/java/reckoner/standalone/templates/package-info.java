@NullMarked
package reckoner.standalone.templates;

import org.jspecify.annotations.NullMarked;
