@NullMarked
package reckoner.catalog.template;

import org.jspecify.annotations.NullMarked;
