/// Ways in which people and spreadsheets write calibres.
///
/// One spelling a line; after the arrow the state and the codes, all as a person judged them right.
let calibreSpellings = #"""
    - -> blank
    .22 -> recognised 22LR,22WMR,22SHORT
    .22 Mag -> recognised 22WMR
    .223 -> recognised 223
    .223 REM -> recognised 223
    .22lr -> recognised 22LR
    .233 REM -> recognised 223
    .25 -> recognised 25ACP
    .308 -> recognised 308
    .308 (7.62) -> recognised 308
    .32 -> recognised 32ACP,32SWL,32SW,32HR
    .357 -> recognised 357MAG,357SIG
    .38 -> recognised 38SPL,38SUPER,38SW
    .38 Special -> recognised 38SPL
    .38 SPL -> recognised 38SPL
    .38 SUPER -> recognised 38SUPER
    .380 -> recognised 380ACP
    .40 -> recognised 40SW
    .40 S&W -> recognised 40SW
    .45 -> recognised 45ACP,45COLT,4570
    .45ACP -> recognised 45ACP
    .5 -> recognised 50BMG,50AE,50BEO,500SW
    .5 BMG -> recognised 50BMG
    .50 -> recognised 50BMG,50AE,50BEO
    .50 BMG -> recognised 50BMG
    .762 -> recognised 762X39,308
    0.22 -> recognised 22LR,22WMR,22SHORT,220
    0.223 -> recognised 223
    0.243 -> recognised 243
    0.30 -> recognised 3006,3030,30CARB,300BLK,300WM,300WBY,300SAV
    0.308 -> recognised 308
    0.357 -> recognised 357MAG,357SIG
    0.38 -> recognised 38SPL,38SUPER,38SW,380ACP
    0.380 -> recognised 380ACP
    0.4 -> recognised 40SW
    0.40 -> recognised 40SW
    0.40mm -> recognised 40SW,40MM
    0.41 -> recognised 41MAG,410
    0.45 -> recognised 45ACP,45COLT,4570,450BM
    0.5 -> recognised 50BMG,50AE,50BEO,500SW
    0.50 -> recognised 50BMG,50AE,50BEO,500SW
    0.57 -> recognised 57X28
    0.65 -> recognised 65CREED
    10 guage -> recognised 10GA
    10mm -> recognised 10MM
    12 -> recognised 12GA
    12 GA -> recognised 12GA
    12 gauge -> recognised 12GA
    12 Gauge -> recognised 12GA
    12 guage -> recognised 12GA
    12-gauge -> recognised 12GA
    12.0 -> recognised 12GA
    12.7 x 99 -> recognised 50BMG
    12.7X99 -> recognised 50BMG
    20 Gauge -> recognised 20GA
    20 gauge -> recognised 20GA
    20.0 -> recognised 20GA
    22 -> recognised 22LR,22WMR,22SHORT
    22 L.R. -> recognised 22LR
    22 LR -> recognised 22LR
    223 REM -> recognised 223
    25 ACP -> recognised 25ACP
    25 AUTO -> recognised 25ACP
    300 -> recognised 300BLK,300WM,300WBY,300SAV
    308 WIN -> recognised 308
    32 -> recognised 32ACP,32SWL,32SW,32HR
    32 LARGO -> recognised 32SWL
    32 S&W -> recognised 32SW
    357 MAG -> recognised 357MAG
    357 MAGNUM -> recognised 357MAG
    38 ESPECIAL -> recognised 38SPL
    38 SPL -> recognised 38SPL
    38 SUP -> recognised 38SUPER
    38 SUPER -> recognised 38SUPER
    38 SUPER AUTO -> recognised 38SUPER
    38.0 -> recognised 38SPL,38SUPER,38SW
    380 -> recognised 380ACP
    380 ACP -> recognised 380ACP
    380 AUTO -> recognised 380ACP
    40 -> recognised 40SW
    40 S&W -> recognised 40SW
    45 -> recognised 45ACP,45COLT,4570
    45 ACP -> recognised 45ACP
    45 AUTO -> recognised 45ACP
    45.0 -> recognised 45ACP,45COLT,4570
    5,7 -> recognised 57X28
    5,7 x 28 -> recognised 57X28
    5.56 -> recognised 556
    5.56 (.223) -> recognised 556,223
    5.56 (223) -> recognised 556,223
    5.56 NATO -> recognised 556
    5.56/.223 -> recognised 556,223
    5.56mm -> recognised 556
    5.56MM -> recognised 556
    5.56X45 -> recognised 556
    5.56x45mm -> recognised 556
    5.56X45MM -> recognised 556
    5.7 -> recognised 57X28
    5.7mm -> recognised 57X28
    5.7X28 -> recognised 57X28
    5.7x28mm -> recognised 57X28
    5.7×28mm -> recognised 57X28
    50 BMG -> recognised 50BMG
    57 -> recognised 57X28
    6.35 -> recognised 25ACP
    7,62x39 -> recognised 762X39
    7.2x39mm -> recognised 762X39
    7.62 -> recognised 762X39,308,762X54R,762X25
    7.62 (.308) -> recognised 308
    7.62 X 39 -> recognised 762X39
    7.62 x 39mm -> recognised 762X39
    7.62 x39mm -> recognised 762X39
    7.62FDE -> recognised 762X39,308,762X54R,762X25
    7.62mm -> recognised 762X39,308
    7.62x25mm -> recognised 762X25
    7.62X39 -> recognised 762X39
    7.62x39mm -> recognised 762X39
    7.62x51 -> recognised 308
    7.62X51 -> recognised 308
    7.62x51 mm -> recognised 308
    7.62x51 NATO -> recognised 308
    7.62x51mm -> recognised 308
    7.62×39mm -> recognised 762X39
    9 -> recognised 9X19
    9 milímetros -> recognised 9X19
    9 mm -> recognised 9X19
    9 mm corto -> recognised 380ACP
    9 MM PARABELLUM -> recognised 9X19
    9.0 -> recognised 9X19
    9mm -> recognised 9X19
    9MM -> recognised 9X19
    9X19 -> recognised 9X19
    CAL .50 -> recognised 50BMG
    CAL. 12 -> recognised 12GA
    Cal. 50 BMG -> recognised 50BMG
    calibre .45 automática -> recognised 45ACP
    Multi -> recognised MULTI
    MULTI -> recognised MULTI
    None stated -> blank
    Not provided -> blank
    Unknown -> blank
    zz -> unknown
    """#
