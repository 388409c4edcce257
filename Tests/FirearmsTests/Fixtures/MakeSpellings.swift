/// Ways in which people write makes: court papers, police files, and what happens to names abroad.
///
/// One spelling a line; after the arrow the state and the codes, all as a person judged them right.
let makeSpellings = #"""
    A-15 -> contradictory
    AERO -> recognised AERO
    Aero Precision -> recognised AERO
    AERO PRECISION -> recognised AERO
    AEROPRECISION -> recognised AERO
    AK-47 -> contradictory
    AMADEO ROSSI -> recognised ROSSI
    American Tactical -> recognised AMERICAN_TACTICAL
    American Tactical Imports -> recognised AMERICAN_TACTICAL
    ANDERSON -> recognised ANDERSON
    Anderson Arms -> recognised ANDERSON
    ANDERSON HEBRON KY -> recognised ANDERSON
    Anderson Manufacturing -> recognised ANDERSON
    ANDERSON MANUFACTURING -> recognised ANDERSON
    ANDERSON MFG -> recognised ANDERSON
    Argentine -> contradictory
    Armalite -> recognised ARMALITE
    Arminius -> recognised ARMINIUS
    Auto Ordnance -> recognised AUTO_ORDNANCE
    Barett -> recognised BARRETT
    BARRET -> recognised BARRETT
    BARRET CAL 50 -> recognised BARRETT
    Barrett -> recognised BARRETT
    BARRETT -> recognised BARRETT
    BARRETT FIREARMS MFG -> recognised BARRETT
    BARRETT FIREARMS MFG CO -> recognised BARRETT
    BEEMILLER -> recognised HI_POINT
    Benelli -> recognised BENELLI
    BERETA -> recognised BERETTA
    Beretta -> recognised BERETTA
    BERETTA -> recognised BERETTA
    BERETTA USA CORP -> recognised BERETTA
    Beretta, Pietro S.P.A -> recognised BERETTA
    Beretta, USA Corp -> recognised BERETTA
    Berretta -> recognised BERETTA
    Bersa -> recognised BERSA
    BFI -> recognised BUSHMASTER
    Browning -> recognised BROWNING
    BRYCO -> recognised BRYCO
    BUCHMASTER -> recognised BUSHMASTER
    Bushmaster -> recognised BUSHMASTER
    BUSHMASTER -> recognised BUSHMASTER
    BUSHMASTER FIREARMS -> recognised BUSHMASTER
    CAI GEORGIA VT -> recognised CENTURY
    CANIK -> recognised CANIK
    Canik55 -> recognised CANIK
    CANIK55 -> recognised CANIK
    CANNIK -> recognised CANIK
    CBC -> recognised CBC
    Centruy Arms -> recognised CENTURY
    CENTURY -> recognised CENTURY
    Century Arms -> recognised CENTURY
    CENTURY ARMS -> recognised CENTURY
    CENTURY ARMS INC -> recognised CENTURY
    Century Arms International -> recognised CENTURY
    Century Arms International Rifle -> recognised CENTURY
    Ceska Zbrojovka (CZ) -> recognised CZ
    CHIAPPA FIREARMS LTD -> recognised CHIAPPA
    Childers Guns -> recognised CHILDERS
    CHINA NORTH INDUSTRIES -> recognised NORINCO
    CHINA SPORTS INC -> recognised CHINA_SPORTS
    Citadel -> recognised CITADEL
    Citizens Armory -> recognised CITIZENS
    CLOCK -> recognised GLOCK
    COBRA -> recognised COBRA
    Cobra Enterprises, Inc. -> recognised COBRA
    Colt -> recognised COLT
    COLT -> recognised COLT
    COLT MFG CO -> recognised COLT
    COLT'S -> recognised COLT
    COLTS PT F.A. MFG -> recognised COLT
    CRVENA ZASTAVA -> recognised ZASTAVA
    CUGIR -> recognised ROMARM
    CZ (Ceska Zbrojovka) -> recognised CZ
    CZ-USA -> recognised CZ
    D.P.M.S. -> recognised DPMS
    Dan Wesson -> recognised DAN_WESSON
    Daniel Defense -> recognised DANIEL_DEFENSE
    DAVIS -> recognised DAVIS
    DC Industries -> recognised DC_IND
    Diamondback -> recognised DIAMONDBACK
    DPMS -> recognised DPMS
    DPMS PANTHER ARMS -> recognised DPMS
    Escort -> recognised HATSAN
    ESMITH Y WESSON -> recognised SMITH_WESSON
    F.N. HERSTAL -> recognised FN
    FA Cugir -> recognised ROMARM
    FABRICA NACIONAL DE ARMAS -> recognised FAB_NAC_ARMAS
    Fabrique Nationale -> recognised FN
    FABRIQUE NATIONALE -> recognised FN
    FEG -> recognised FEG
    FMK Firearms -> recognised FMK
    FN -> recognised FN
    FN AMERICA LLC -> recognised FN
    FN Herstal -> recognised FN
    FN HERSTAL -> recognised FN
    FNH -> recognised FN
    FNH USA -> recognised FN
    FORJAS TAURUS -> recognised TAURUS
    Francolin Intl. Arms -> recognised FRANCOLIN
    Fusion Firearms -> recognised FUSION
    GABILONDO -> recognised LLAMA
    Garwood Industries -> recognised GARWOOD
    Glock -> recognised GLOCK
    GLOCK -> recognised GLOCK
    GLOCK AUSTRIA -> recognised GLOCK
    Glock GMBH -> recognised GLOCK
    GLOCK GMBH -> recognised GLOCK
    GLOCK INC -> recognised GLOCK
    GLOCK INC. -> recognised GLOCK
    GLOK -> recognised GLOCK
    Gun Envy -> recognised GUN_ENVY
    H & R -> recognised HR
    H&R -> recognised HR
    HARRINGTON & RICHARDSON -> recognised HR
    HARRINGTON RICHARDSON -> recognised HR
    Heckler & Koch -> recognised HK
    Henry -> recognised HENRY
    Heritage -> recognised HERITAGE
    Heritage MFG Inc -> recognised HERITAGE
    HERSTAL BELGICA -> recognised FN
    HI POINT -> recognised HI_POINT
    Hi-Point -> recognised HI_POINT
    HI-POINT -> recognised HI_POINT
    HIPOINT -> recognised HI_POINT
    HS Products -> recognised HS_PRODUKT
    HS Produkt -> recognised HS_PRODUKT
    HS PRODUKT -> recognised HS_PRODUKT
    HS Produkt (IM Metal) -> recognised HS_PRODUKT
    Hungarian -> contradictory
    I O Inc -> recognised INTER_ORDNANCE
    IMBEL -> recognised IMBEL
    IMEZ -> recognised IMEZ
    INDUMIL -> recognised INDUMIL
    Inter Ordinance -> recognised INTER_ORDNANCE
    Inter Ordnance Inc -> recognised INTER_ORDNANCE
    INTERARMS -> recognised INTERARMS
    ITM Arms -> recognised ITM
    IZHMASH -> recognised IZHMASH
    Izmash -> recognised IZHMASH
    JIMENEZ -> recognised JIMENEZ
    Kahr Arms -> recognised KAHR
    Kalashinikov USA -> recognised KALASHNIKOV_USA
    Kel-Tec -> recognised KEL_TEC
    KEL-TEC -> recognised KEL_TEC
    Keltec -> recognised KEL_TEC
    Keltec CNC Ind. -> recognised KEL_TEC
    Keltec, CNC Industries, Inc. -> recognised KEL_TEC
    Kimber -> recognised KIMBER
    KIMBER -> recognised KIMBER
    Kimber Stainless -> recognised KIMBER
    Kimber Stainless Pro Raptor II -> recognised KIMBER
    KOLT -> recognised COLT
    KRAL AV SANAYI/REXIMEX -> recognised KRAL,REXIMEX
    LLAMA -> recognised LLAMA
    LLAMA GABILONDO -> recognised LLAMA
    LORCIN -> recognised LORCIN
    M+M LLC -> recognised MM_INC
    M2HB -> contradictory BROWNING,OHIO_ORDNANCE,TNW,FN,RAMO,SACO,US_ORDNANCE,GENERAL_DYN
    Maadi Company -> recognised MAADI
    MAGNUM RESEARCH, INC -> recognised MAGNUM_RESEARCH
    Marlin -> recognised MARLIN
    MARLIN FIREARMS CO. -> recognised MARLIN
    Marlin Firearms Co. -> recognised MARLIN
    Masterpiece -> recognised MASTERPIECE
    Masterpiece Arms -> recognised MASTERPIECE
    Molot-Oruzhie LTD -> recognised MOLOT
    MOSBERG -> recognised MOSSBERG
    Mossberg -> recognised MOSSBERG
    MOSSBERG -> recognised MOSSBERG
    NAA -> recognised NAA
    New England Firearms -> recognised NEF
    Nighthawk Custom -> recognised NIGHTHAWK
    Nodak Spud -> recognised NODAK
    Nomad American Tactical -> recognised AMERICAN_TACTICAL
    None stated -> blank
    Norinco -> recognised NORINCO
    NORINCO -> recognised NORINCO
    NORINCO CHINA -> recognised NORINCO
    NORINKO -> recognised NORINCO
    North American Arms -> recognised NAA
    Nova Modul -> recognised NOVA_MODUL
    O.F. MOSSBERG & SONS -> recognised MOSSBERG
    Ohio Ordnance -> recognised OHIO_ORDNANCE
    Ohio Ordnance Works -> recognised OHIO_ORDNANCE
    Olympic Arms -> recognised OLYMPIC
    Omega -> recognised OMEGA
    One Magua Industries -> recognised MAGUA
    One Poly-Tech -> recognised POLYTECH
    P. BERETTA -> recognised BERETTA
    PALMETTO -> recognised PALMETTO
    Palmetto State Armory -> recognised PALMETTO
    PANTHER ARMS -> recognised DPMS
    Para Ordnance -> recognised PARA
    PCRC -> recognised PCRC
    Petronov Armament -> recognised PETRONOV
    PIETRO BERETTA -> recognised BERETTA
    Pioneer Arms -> recognised PIONEER
    Pioneer Arms Corp -> recognised PIONEER
    POF-5 -> recognised POF_PK
    POLYMER80 -> recognised POLYMER80
    Privately Made Firearm -> recognised PMF
    RAVEN -> recognised RAVEN
    RAVEN ARMS -> recognised RAVEN
    Remington -> recognised REMINGTON
    REMINGTON -> recognised REMINGTON
    REMINGTON ARMS -> recognised REMINGTON
    REMINTON -> recognised REMINGTON
    Riley Defense -> recognised RILEY
    Rock River -> recognised ROCK_RIVER
    Rock River Arms -> recognised ROCK_RIVER
    Rockisland -> recognised ARMSCOR
    Romanian Arms -> recognised ROMARM
    ROMAR/CUGIR -> recognised ROMARM
    ROMARIWCUGIR -> recognised ROMARM
    Romarm -> recognised ROMARM
    ROMARM -> recognised ROMARM
    ROMARM CUJIR -> recognised ROMARM
    Romarm/ Cugir -> recognised ROMARM
    Romarm/Cugir -> recognised ROMARM
    Romarm/CUGIR -> recognised ROMARM
    ROMARM/CUGIR -> recognised ROMARM
    Romarm/Cugir DRACO -> recognised ROMARM
    Romarm/Pioneer Arms -> recognised ROMARM,PIONEER
    ROSI -> recognised ROSSI
    ROSSI -> recognised ROSSI
    RPG Arms -> recognised RPG_ARMS
    Ruger -> recognised RUGER
    RUGER -> recognised RUGER
    RUJER -> recognised RUGER
    S&W -> recognised SMITH_WESSON
    SAMSUN YURT -> recognised CANIK
    SAR Arms -> recognised SARSILMAZ
    Sarsilmaz (SAR Arms) -> recognised SARSILMAZ
    Savage Arms Inc. -> recognised SAVAGE
    Savage Axis -> recognised SAVAGE
    SCCY -> recognised SCCY
    SCCY Industries -> recognised SCCY
    Shadow Systems -> recognised SHADOW
    SHOOTERS ARMS MANUFACTURING, INC -> recognised SAM
    SIG -> recognised SIG
    SIG (Swiss Industrial Group) -> recognised SIG
    Sig Sauer -> recognised SIG
    SIG SAUER -> recognised SIG
    SIG-SAUER -> recognised SIG
    SIGARMS -> recognised SIG
    SIGSAUER -> recognised SIG
    Silver Eagle -> recognised SILVER_EAGLE
    SKS -> contradictory
    SMIT & WESSON -> recognised SMITH_WESSON
    Smith & Wesson -> recognised SMITH_WESSON
    SMITH & WESSON -> recognised SMITH_WESSON
    Smith and Wesson -> recognised SMITH_WESSON
    SMITH AND WESSON -> recognised SMITH_WESSON
    SMITH WESSON -> recognised SMITH_WESSON
    Spike's Tactical -> recognised SPIKES
    Spikes Tactical -> recognised SPIKES
    SPRINFIELD -> recognised SPRINGFIELD
    Springfield -> recognised SPRINGFIELD
    SPRINGFIELD -> recognised SPRINGFIELD
    Springfield Armory -> recognised SPRINGFIELD
    SPRINGFIELD ARMORY -> recognised SPRINGFIELD
    SPRINGFIELD INC -> recognised SPRINGFIELD
    Stevens -> recognised STEVENS
    STOEGER INDUSTRIES -> recognised STOEGER
    STURM RUGER -> recognised RUGER
    STURM RUGER & CO -> recognised RUGER
    STURM, RUGER & CO., INC. -> recognised RUGER
    Sturm, Ruger & Company -> recognised RUGER
    Sun City Machinery Co -> recognised SUN_CITY
    SW -> recognised SMITH_WESSON
    Talon Bersa -> recognised BERSA
    Tanfoglio, Fratelli -> recognised TANFOGLIO
    Tanfolglio -> recognised TANFOGLIO
    Tauraus -> recognised TAURUS
    TAUROS -> recognised TAURUS
    Taurus -> recognised TAURUS
    TAURUS -> recognised TAURUS
    TAURUS BRASIL -> recognised TAURUS
    TAURUS INT MFG -> recognised TAURUS
    Taurus International -> recognised TAURUS
    TAURUS INTERNATIONAL -> recognised TAURUS
    TAURUS INTERNATIONAL MFG -> recognised TAURUS
    TISAS -> recognised TISAS
    Tisas 1911 -> recognised TISAS
    TNW -> recognised TNW
    Twin Pines -> recognised TWIN_PINES
    Typhoon -> recognised TYPHOON
    Umarex Sportwaffen GMBH & Co. -> recognised UMAREX
    UMBE -> recognised UMBE
    Unknown -> blank
    Unnamed -> blank
    VERETTA -> recognised BERETTA
    Walther -> recognised WALTHER
    WALTHER -> recognised WALTHER
    Walther Arms -> recognised WALTHER
    Walther Colt -> recognised WALTHER,COLT
    Walther Hammerli -> recognised HAMMERLI
    Warsport -> recognised WARSPORT
    WASR -> contradictory ROMARM
    Weatherby -> recognised WEATHERBY
    Winchester -> recognised WINCHESTER
    Wise Arms -> recognised WISE_ARMS
    Wise Lite Arms -> recognised WISE_LITE
    ZASTABA -> recognised ZASTAVA
    Zastava -> recognised ZASTAVA
    ZASTAVA -> recognised ZASTAVA
    Zastava Arms -> recognised ZASTAVA
    Zbrojovka Vsetín -> recognised VSETIN
    ZHONG ZHOU MACHINE WORKS -> recognised ZHONG_ZHOU
    """#
