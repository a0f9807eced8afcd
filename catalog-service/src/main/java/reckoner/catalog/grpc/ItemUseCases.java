package reckoner.catalog.grpc;

import jakarta.inject.Singleton;
import reckoner.catalog.item.ArchiveVersion;
import reckoner.catalog.item.CreateDraft;
import reckoner.catalog.item.DeleteDraft;
import reckoner.catalog.item.DiffVersions;
import reckoner.catalog.item.GetItem;
import reckoner.catalog.item.ListItems;
import reckoner.catalog.item.ListPrices;
import reckoner.catalog.item.LookupPrice;
import reckoner.catalog.item.PreviewMigration;
import reckoner.catalog.item.PublishDraft;
import reckoner.catalog.item.UpdateDraft;

/** What is done with items. */
@Singleton
record ItemUseCases(
    CreateDraft createDraft,
    UpdateDraft updateDraft,
    DeleteDraft deleteDraft,
    PublishDraft publishDraft,
    ArchiveVersion archiveVersion,
    GetItem getItem,
    ListItems listItems,
    ListPrices listPrices,
    LookupPrice lookupPrice,
    DiffVersions diffVersions,
    PreviewMigration previewMigration) {}
