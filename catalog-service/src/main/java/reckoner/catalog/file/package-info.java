/** The catalog as text: files of items as YAML, JSON and CSV, read with the place of every part. */
@NullMarked
package reckoner.catalog.file;

import org.jspecify.annotations.NullMarked;
