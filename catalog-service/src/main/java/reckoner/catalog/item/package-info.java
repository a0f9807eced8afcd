/**
 * Items: what a seller keeps in the catalog, as drafts and immutable versions. Free of wire and
 * storage; the forms in which items are written and kept come in through ports.
 */
@org.jspecify.annotations.NullMarked
package reckoner.catalog.item;
