@NullMarked
package reckoner.catalog.file;

import org.jspecify.annotations.NullMarked;
